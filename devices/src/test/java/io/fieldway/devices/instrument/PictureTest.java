package io.fieldway.devices.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.world.Climate;
import io.fieldway.devices.world.World;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.device.DeviceLine;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PictureTest {
  private static final Instant NOW = Instant.parse("2026-06-21T10:00:00Z");
  private static final int SKY = 20;
  private static final int PLOT_ROW = 170;

  @Test
  void isARealJpegOfTheSceneSize() throws IOException {
    Bytes picture = Picture.jpeg(World.at(NOW, 0.5));
    BufferedImage image = decode(picture);

    assertThat(picture.hex()).startsWith("ffd8ff").endsWith("ffd9");
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(240);
  }

  @Test
  void isBrighterAtNoonThanAtMidnight() throws IOException {
    BufferedImage noon = decode(Picture.jpeg(World.at(NOW, 0.5)));
    BufferedImage midnight = decode(Picture.jpeg(World.at(NOW, 0)));

    assertThat(brightness(noon, 0, 320, SKY)).isGreaterThan(3 * brightness(midnight, 0, 320, SKY));
  }

  @Test
  void showsWetPlotsDarker() throws IOException {
    World dry = World.at(NOW, 0.5);
    World wet =
        dry.open(0, NOW.plusSeconds(180))
            .step(Duration.ofMinutes(3), new Climate(Duration.ofDays(365), 0), 1)
            .close(0);
    BufferedImage image = decode(Picture.jpeg(wet));

    assertThat(brightness(image, 20, 150, PLOT_ROW))
        .isLessThan(brightness(image, 170, 300, PLOT_ROW) - 10);
  }

  @Test
  void fitsALineInAnyWeather() {
    Climate stormy = new Climate(Duration.ofMinutes(10), 1);
    for (int i = 0; i < 8; i++) {
      World world =
          World.at(NOW, i / 8.0)
              .open(0, NOW.plusSeconds(500))
              .open(1, NOW.plusSeconds(500))
              .step(Duration.ofSeconds(90), stormy, i);
      Bytes picture = Picture.jpeg(world);
      assertThat(picture.size()).isBetween(2_000, Picture.MAX_BYTES);
      DeviceLine.Reading reading =
          new DeviceLine.Reading(Long.MAX_VALUE, world.at(), new Camera().measure(world));
      assertThat(reading.json().toString().length()).isLessThan(DeviceLine.MAX_LINE);
    }
  }

  private static BufferedImage decode(Bytes picture) throws IOException {
    return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(picture.toArray())));
  }

  private static double brightness(BufferedImage image, int left, int right, int row) {
    @Var double sum = 0;
    for (int x = left; x < right; x++) {
      int rgb = image.getRGB(x, row);
      sum += ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3.0;
    }
    return sum / (right - left);
  }
}
