@NullMarked
package dev.andiron.media;

import org.jspecify.annotations.NullMarked;
