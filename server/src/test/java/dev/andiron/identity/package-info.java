@NullMarked
package dev.andiron.identity;

import org.jspecify.annotations.NullMarked;
