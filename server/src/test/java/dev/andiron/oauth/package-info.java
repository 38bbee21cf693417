@NullMarked
package dev.andiron.oauth;

import org.jspecify.annotations.NullMarked;
