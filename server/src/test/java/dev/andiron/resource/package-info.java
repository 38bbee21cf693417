@NullMarked
package dev.andiron.resource;

import org.jspecify.annotations.NullMarked;
