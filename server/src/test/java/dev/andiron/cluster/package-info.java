/// Several nodes on one database, and nodes whose database is out of reach.
@NullMarked
package dev.andiron.cluster;

import org.jspecify.annotations.NullMarked;
