@NullMarked
package dev.andiron.definition;

import org.jspecify.annotations.NullMarked;
