/// What validation costs.
@NullMarked
package dev.andiron.structure;

import org.jspecify.annotations.NullMarked;
