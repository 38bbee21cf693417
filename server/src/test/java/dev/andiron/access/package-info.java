/// Tests of who may do what.
@NullMarked
package dev.andiron.access;

import org.jspecify.annotations.NullMarked;
