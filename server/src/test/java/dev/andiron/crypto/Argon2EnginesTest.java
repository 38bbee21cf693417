package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9106: the native engine and the one in Java")
class Argon2EnginesTest {
  private static final List<Argon2Variant> VARIANTS = List.of(Argon2Variant.values());
  private static final Argon2Engine JAVA = new BouncyCastleArgon2();

  @Test
  @DisplayName("RFC 9106 §5: both compute the published vectors")
  void vectors() throws IOException {
    assertThat(Argon2SelfTest.passes(JAVA, 64)).isTrue();
    assertThat(Argon2SelfTest.passes(new NativeArgon2(Argon2Library.load(), 64), 64)).isTrue();
  }

  @Test
  void theNativeOneIsChosen() {
    assertThat(Argon2Engines.best(64).name()).isEqualTo("libargon2");
  }

  @Test
  void theSelfTestFindsAnEngineThatIsOff() {
    Argon2Engine off =
        new Argon2Engine() {
          @Override
          public byte[] compute(Argon2Input input) {
            byte[] tag = JAVA.compute(input);
            if (input.secret().length == 0) {
              tag[31] ^= 1;
            }
            return tag;
          }

          @Override
          public String name() {
            return "off";
          }
        };
    assertThat(Argon2SelfTest.passes(off, 64)).isFalse();
  }

  @Test
  void anotherLibraryIsRefused() {
    SymbolLookup empty = _ -> Optional.empty();
    assertThatThrownBy(() -> new NativeArgon2(empty, 64))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SymbolLookup.libraryLookup("no-such-library", Arena.global()))
        .isInstanceOf(IllegalArgumentException.class); // what Argon2Engines relies on
  }

  @Test
  void bothAgreeOnSeededRandomInputs() throws IOException {
    Argon2Engine c = new NativeArgon2(Argon2Library.load(), 64);
    Random random = new Random(1);
    Argon2Engine pooled = new BouncyCastleArgon2(72);
    for (int i = 0; i < 200; i++) {
      Argon2Input input = randomInput(random);
      assertThat(pooled.compute(input)).as("round %d", i).isEqualTo(JAVA.compute(input));
      assertThat(c.compute(input)).as("round %d", i).isEqualTo(JAVA.compute(input));
    }
  }

  @Test
  void manyThreadsShareTheKeptMemory()
      throws IOException, InterruptedException, ExecutionException {
    Argon2Engine c = new NativeArgon2(Argon2Library.load(), 64);
    Random random = new Random(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Argon2Input> inputs = new ArrayList<>();
      List<Future<byte[]>> tags = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Argon2Input input = randomInput(random);
        inputs.add(input);
        tags.add(threads.submit(() -> c.compute(input)));
      }
      for (int i = 0; i < inputs.size(); i++) {
        assertThat(tags.get(i).get()).isEqualTo(JAVA.compute(inputs.get(i)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, /linux-x86-64/libargon2.so",
    "Linux, aarch64, /linux-aarch64/libargon2.so",
    "Mac OS X, aarch64, /darwin-aarch64/libargon2.dylib",
    "Mac OS X, x86_64, /darwin-x86-64/libargon2.dylib",
    "Windows Server 2025, amd64, /win32-x86-64/argon2.dll"
  })
  void eachPlatformHasItsLibrary(String os, String arch, String resource) {
    assertThat(Argon2Library.resource(os, arch)).isEqualTo(resource);
    assertThat(Argon2EnginesTest.class.getResource(resource)).isNotNull();
  }

  private static Argon2Input randomInput(Random random) {
    Argon2Variant variant = VARIANTS.get(random.nextInt(VARIANTS.size()));
    int lanes = 1 + random.nextInt(3);
    int memory = random.nextBoolean() ? 64 : 8 * lanes + random.nextInt(100);
    return new Argon2Input(
        variant,
        random.nextBoolean() ? 0x13 : 0x10,
        new Argon2Parameters(memory, 1 + random.nextInt(3), lanes),
        randomBytes(random, random.nextInt(100)),
        randomBytes(random, 8 + random.nextInt(24)),
        randomBytes(random, random.nextInt(2) * 8),
        randomBytes(random, random.nextInt(2) * 12),
        12 + random.nextInt(52));
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
