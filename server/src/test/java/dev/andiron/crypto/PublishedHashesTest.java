package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Stored hashes: published vectors of every format")
class PublishedHashesTest {
  private static final PasswordHasher HASHER = new PasswordHasher(new Argon2Parameters(64, 1, 1));

  record Vector(String source, String password, String hash) {}

  static final List<Vector> VECTORS =
      List.of(
          new Vector(
              "phc-winner-argon2 test.c, argon2id",
              "password",
              "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
          new Vector(
              "phc-winner-argon2 test.c, argon2i",
              "password",
              "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"),
          new Vector(
              "phc-winner-argon2 test.c, argon2i version 0x10",
              "password",
              "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"),
          new Vector(
              "RFC 7914 §12, third",
              "pleaseletmein",
              "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU"
                  + "$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"),
          new Vector(
              "RFC 7914 §12, second",
              "password",
              "$scrypt$ln=10,r=8,p=16$TmFDbA"
                  + "$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA"),
          new Vector(
              "lambdaworks scrypt, N=2^14",
              "secret",
              "$s0$e0801$epIxT/h6HbbwHaehFnh/bw==$7H0vsXlY8UxxyW/BWx/9GuY7jEvGjT71GFd6O4SZND0="),
          new Vector(
              "lambdaworks scrypt, N=2^15",
              "admin",
              "$s0$f0801$xTjBuzXhsDguqHiAr56JAA==$XU/29e+3sR/WqXyzII27pD8frrCSLthdr8QG/n70nyM="),
          new Vector(
              "Aidbox documentation, User",
              "test",
              "$s0$f0801$72nz8sgiT91maOn8zzOppA==$PtBarKD+2TafNX+k7sBeejnvfl+N5o2VhAGA7y+JIRA="),
          new Vector(
              "OpenBSD bcrypt, empty",
              "",
              "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
          new Vector(
              "OpenBSD bcrypt",
              "abc",
              "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
          new Vector(
              "crypt_blowfish",
              "U*U",
              "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
          new Vector(
              "crypt_blowfish, more than 72 bytes",
              "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                  + "chars after 72 are ignored",
              "$2y$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"),
          new Vector(
              "RFC 7914 §11, PBKDF2-HMAC-SHA-256",
              "Password",
              "$pbkdf2-sha256$i=80000,l=64$TmFDbA"
                  + "$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ"),
          new Vector(
              "RFC 6070, PBKDF2-HMAC-SHA1",
              "password",
              "$pbkdf2$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE"),
          new Vector(
              "RFC 6070's long input, PBKDF2-HMAC-SHA512",
              "passwordPASSWORDpassword",
              "$pbkdf2-sha512$i=4096$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0"
                  + "$jAUR9Mbll8asYxXY8DYuIl88UBSVuiO4aMAFF03E7nERW1n55gzZUy+jPg91rv4wIlxYOhhs2CvU2uqXJKPTuA"),
          new Vector(
              "passlib documentation",
              "password",
              "$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE"));

  @ParameterizedTest
  @FieldSource("VECTORS")
  void thePasswordIsRight(Vector vector) {
    assertThat(HASHER.verify(vector.password(), vector.hash())).isTrue();
  }

  @ParameterizedTest
  @FieldSource("VECTORS")
  void anotherPasswordIsWrong(Vector vector) {
    assertThat(HASHER.verify("x" + vector.password(), vector.hash())).isFalse();
  }

  @ParameterizedTest
  @FieldSource("VECTORS")
  void noneIsOursSoAllAreReplaced(Vector vector) {
    assertThat(HASHER.needsRehash(vector.hash())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "abc, TRUE",
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789, TRUE",
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789x, FALSE"
  })
  void whatBcryptDidNotProveIsNotMadePartOfANewHash(String verified, boolean replaced) {
    String bcrypt = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    assertThat(HASHER.needsRehash(bcrypt, verified)).isEqualTo(replaced);
  }

  @ParameterizedTest
  @ValueSource(strings = {"U*U\0", "U*U\0U*U", "U*U\0x"})
  void nulNeverMatchesBcryptWhereItWouldBeATerminator(String password) {
    String bcrypt = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    assertThat(HASHER.verify(password, bcrypt)).isFalse();
  }
}
