@NullMarked
package dev.andiron.http;

import org.jspecify.annotations.NullMarked;
