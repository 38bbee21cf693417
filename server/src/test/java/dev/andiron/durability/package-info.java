/// What survives: the real process, killed, stopped and started again.
@NullMarked
package dev.andiron.durability;

import org.jspecify.annotations.NullMarked;
