@NullMarked
package dev.andiron.json;

import org.jspecify.annotations.NullMarked;
