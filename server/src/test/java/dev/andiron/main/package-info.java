@NullMarked
package dev.andiron.main;

import org.jspecify.annotations.NullMarked;
