@NullMarked
package dev.andiron.pg;

import org.jspecify.annotations.NullMarked;
