@NullMarked
package dev.andiron.console;

import org.jspecify.annotations.NullMarked;
