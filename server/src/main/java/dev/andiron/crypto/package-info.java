/// Passwords, tokens, signatures and sealed secrets: every use of cryptography in the house.
///
/// Owns password hashing and its thread pool, JWT signing and verifying, the vault that seals keys
/// at rest, and randomness; it is the only package that sees JOSE, BouncyCastle and native code. It
/// may call nothing but the JDK. It stores nothing in the database, opens no connection, and never
/// logs or puts into a message a password, a key or a token.
@NullMarked
package dev.andiron.crypto;

import org.jspecify.annotations.NullMarked;
