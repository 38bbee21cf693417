package dev.andiron.search;

/// What the one who searches may see, of what they search and of what chains lead to.
public interface Sight {
  /// Of somebody who may see everything.
  Sight ALL =
      new Sight() {
        @Override
        public Visibility of(String type) {
          return Visibility.ALL;
        }

        @Override
        public Visibility of(Joined search) {
          return Visibility.ALL;
        }
      };

  /// What may be found of a type.
  Visibility of(String type);

  /// What may be found by a search that another one contains.
  ///
  /// @throws RuntimeException where it may not be asked at all
  Visibility of(Joined search);
}
