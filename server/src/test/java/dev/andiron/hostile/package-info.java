@NullMarked
package dev.andiron.hostile;

import org.jspecify.annotations.NullMarked;
