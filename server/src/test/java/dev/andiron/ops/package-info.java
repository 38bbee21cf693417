@NullMarked
package dev.andiron.ops;

import org.jspecify.annotations.NullMarked;
