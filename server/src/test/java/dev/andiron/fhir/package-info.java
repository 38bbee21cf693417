@NullMarked
package dev.andiron.fhir;

import org.jspecify.annotations.NullMarked;
