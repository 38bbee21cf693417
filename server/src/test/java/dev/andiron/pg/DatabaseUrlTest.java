package dev.andiron.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The URL of a database")
class DatabaseUrlTest {
  @ParameterizedTest
  @DisplayName("is read as libpq's (34.1.1.2) and as JDBC's")
  @CsvSource({
    "postgres://u:p@host:5433/db, jdbc:postgresql://host:5433/db, u, p",
    "postgresql://u@host/db, jdbc:postgresql://host/db, u,",
    "postgresql://host/db, jdbc:postgresql://host/db, ,",
    "postgresql://u:a%40b%2F+c@host/db, jdbc:postgresql://host/db, u, a@b/+c",
    "jdbc:postgresql://host/db?user=u&password=p%20q, jdbc:postgresql://host/db, u, p q",
    "postgres://u:p@a:1;b:2/db?targetServerType=primary, jdbc:postgresql://a:1;b:2/db?targetServerType=primary, u, p",
    "postgres://u:p@[::1]:5432/db?sslmode=require&user=v, jdbc:postgresql://[::1]:5432/db?sslmode=require, v, p"
  })
  void reads(String text, String jdbc, @Nullable String user, @Nullable String password) {
    assertThat(DatabaseUrl.parse(text.replace(';', ',')))
        .isEqualTo(new DatabaseUrl(jdbc.replace(';', ','), user, password));
  }

  @ParameterizedTest
  @DisplayName("is refused without repeating it")
  @ValueSource(strings = {"", "host", "mysql://u:secret@host/db", "postgres:/u:secret@host"})
  void refuses(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a database URL")
        .hasMessageNotContaining("secret");
  }

  @Test
  @DisplayName("shows neither user nor password")
  void hides() {
    assertThat(DatabaseUrl.parse("postgres://u:secret@host:1/db?sslpassword=x"))
        .hasToString("host:1/db");
  }
}
