/// What the measurements share.
@NullMarked
package dev.andiron.load;

import org.jspecify.annotations.NullMarked;
