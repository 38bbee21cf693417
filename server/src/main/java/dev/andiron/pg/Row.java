package dev.andiron.pg;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current row of a result; columns count from 1. Valid only while its mapper runs.
public final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  /// Turns one row into a value.
  @FunctionalInterface
  public interface Mapper<T> {
    T map(Row row);
  }

  public String text(int column) {
    return present(column, textOrNull(column));
  }

  public @Nullable String textOrNull(int column) {
    return read(() -> result.getString(column));
  }

  public byte[] bytes(int column) {
    return present(column, bytesOrNull(column));
  }

  public byte @Nullable [] bytesOrNull(int column) {
    return read(() -> result.getBytes(column));
  }

  public long number(int column) {
    return present(column, numberOrNull(column));
  }

  public @Nullable Long numberOrNull(int column) {
    return read(() -> {
      long value = result.getLong(column);
      return result.wasNull() ? null : value;
    });
  }

  public BigDecimal decimal(int column) {
    return present(column, read(() -> result.getBigDecimal(column)));
  }

  public boolean flag(int column) {
    return present(
        column,
        read(() -> {
          boolean value = result.getBoolean(column);
          return result.wasNull() ? null : value;
        }));
  }

  public Instant instant(int column) {
    return present(column, instantOrNull(column));
  }

  public @Nullable Instant instantOrNull(int column) {
    return read(() -> {
      OffsetDateTime value = result.getObject(column, OffsetDateTime.class);
      return value == null ? null : value.toInstant();
    });
  }

  public UUID uuid(int column) {
    return present(column, read(() -> result.getObject(column, UUID.class)));
  }

  private static <T> T present(int column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  private interface Read<T> {
    @Nullable T get() throws SQLException;
  }

  private static <T> @Nullable T read(Read<T> read) {
    try {
      return read.get();
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }
}
