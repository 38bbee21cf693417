@NullMarked
package dev.andiron.metrics;

import org.jspecify.annotations.NullMarked;
