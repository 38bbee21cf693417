/// Tests of search.
@NullMarked
package dev.andiron.search;

import org.jspecify.annotations.NullMarked;
