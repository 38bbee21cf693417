@NullMarked
package dev.andiron.pg.embedded;

import org.jspecify.annotations.NullMarked;
