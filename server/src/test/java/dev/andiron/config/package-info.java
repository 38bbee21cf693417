@NullMarked
package dev.andiron.config;

import org.jspecify.annotations.NullMarked;
