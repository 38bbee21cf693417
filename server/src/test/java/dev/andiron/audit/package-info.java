@NullMarked
package dev.andiron.audit;

import org.jspecify.annotations.NullMarked;
