package io.fieldway.devices.instrument;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.world.World;
import io.fieldway.wire.Bytes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A JPEG of the scene with its time in the corner. Every point is computed, so that it needs no
/// display and no font.
public final class Picture {
  /// Largest picture, so that its base64 fits a line of the device protocol.
  public static final int MAX_BYTES = 24 * 1024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final float BEST = 0.7f;
  private static final float WORST = 0.1f;
  private static final int DOT = 2;
  private static final int MARGIN = 6;

  private Picture() {}

  public static Bytes jpeg(World world) {
    BufferedImage image = new BufferedImage(Scene.WIDTH, Scene.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Scene scene = new Scene(world);
    for (int y = 0; y < Scene.HEIGHT; y++) {
      for (int x = 0; x < Scene.WIDTH; x++) {
        image.setRGB(x, y, scene.at(x, y).rgb());
      }
    }
    stamp(image, TIME.format(world.at()));
    @Var float quality = BEST;
    @Var byte[] encoded = encode(image, quality);
    while (encoded.length > MAX_BYTES && quality > WORST) {
      quality -= 0.1f;
      encoded = encode(image, quality);
    }
    return Bytes.copyOf(encoded);
  }

  private static byte[] encode(BufferedImage image, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(MAX_BYTES);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(quality);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static void stamp(BufferedImage image, String text) {
    int top = Scene.HEIGHT - MARGIN - Digits.ROWS * DOT;
    for (int i = 0; i < text.length(); i++) {
      int left = MARGIN + i * (Digits.COLUMNS + 1) * DOT;
      for (int row = 0; row < Digits.ROWS * DOT; row++) {
        for (int column = 0; column < Digits.COLUMNS * DOT; column++) {
          if (Digits.inked(text.charAt(i), row / DOT, column / DOT)) {
            image.setRGB(left + column, top + row, 0xFFFFFF);
          }
        }
      }
    }
  }
}
