package dev.ftr.history;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.rrd4j.graph.RrdGraphConstants;

/** A picture of a span: a panel for each uplink, with its round-trip times, losses and outages. */
public final class Graph {
    private static final int MARGIN = 12;
    private static final int TITLE = 44;
    private static final Color INK = new Color(0x222222);
    private static final String FONTS =
            "no font can be used to draw it; install the packages fontconfig and fonts-dejavu-core (%s)";

    /**
     * One uplink.
     *
     * @param title what stands above it
     */
    public record Panel(String uplink, String title, List<Outage> outages) {}

    /** What is written into the picture. */
    public record Labels(String title, String rtt, String jitter, String peak, String loss, String outage) {}

    /**
     * What it is for.
     *
     * @param zone of the times at the axis
     * @param locale of the names of months and days
     */
    public record Frame(Span span, ZoneId zone, Locale locale, Labels labels) {}

    private Graph() {}

    /**
     * Draws a PNG.
     *
     * @param panels at least one, of uplinks that there are samples of
     * @throws IOException also where the machine has no fonts
     */
    public static void write(Path file, Path stateDir, List<Panel> panels, Frame frame) throws IOException {
        System.setProperty("java.awt.headless", "true");
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(picture(new Samples(stateDir), panels, frame), "png", png);
        } catch (LinkageError | InternalError e) {
            // A Java that finds neither fontconfig nor a font says so in many ways, and otherwise the second time.
            throw new IOException(FONTS.formatted(e), e);
        }
        Files.write(file, png.toByteArray());
    }

    private static BufferedImage picture(Samples samples, List<Panel> panels, Frame frame) throws IOException {
        Font font = font();
        List<BufferedImage> strips = new ArrayList<>();
        for (Panel panel : panels) {
            Strips of = new Strips(samples.path(panel.uplink()), panel, frame);
            strips.add(image(of.roundTrips()));
            strips.add(image(of.losses()));
        }
        int width = strips.stream().mapToInt(BufferedImage::getWidth).max().orElse(1) + 2 * MARGIN;
        int height = strips.stream().mapToInt(BufferedImage::getHeight).sum() + TITLE + MARGIN;
        BufferedImage whole = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = whole.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width, height);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setFont(font);
        pen.setColor(INK);
        String title = frame.labels().title();
        pen.drawString(title, (width - pen.getFontMetrics().stringWidth(title)) / 2, TITLE - 14);
        int y = TITLE;
        for (BufferedImage strip : strips) {
            pen.drawImage(strip, MARGIN, y, null);
            y += strip.getHeight();
        }
        pen.dispose();
        return whole;
    }

    /** The one that rrd4j brings along; even so, Java wants those of the system to be there. */
    private static Font font() throws IOException {
        try {
            Font font = RrdGraphConstants.FontConstructor.getFont(Font.BOLD, 15);
            Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
            pen.getFontMetrics(font).stringWidth("x");
            pen.dispose();
            return font;
        } catch (RuntimeException e) {
            throw new IOException(FONTS.formatted(e.getMessage()), e);
        }
    }

    private static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
