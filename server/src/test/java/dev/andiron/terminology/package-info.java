/// Tests of the terminology.
@NullMarked
package dev.andiron.terminology;

import org.jspecify.annotations.NullMarked;
