@NullMarked
package dev.andiron.main.load;

import org.jspecify.annotations.NullMarked;
