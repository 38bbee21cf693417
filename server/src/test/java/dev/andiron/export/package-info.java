@NullMarked
package dev.andiron.export;

import org.jspecify.annotations.NullMarked;
