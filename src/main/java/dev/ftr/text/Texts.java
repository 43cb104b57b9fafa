package dev.ftr.text;

import dev.ftr.model.Language;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** What is said in one language, from the resource bundles of one area. For one thread. */
public final class Texts {
    private final Language language;
    private final ResourceBundle bundle;

    private Texts(Language language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    /**
     * The texts of an area in a language.
     *
     * @param area the name of the bundle, {@code dev/ftr/text/AREA.properties}
     */
    public static Texts of(String area, Language language) {
        Locale locale = language == Language.ENGLISH ? Locale.ROOT : language.locale();
        ResourceBundle bundle = ResourceBundle.getBundle(
                "dev.ftr.text." + area, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
        return new Texts(language, bundle);
    }

    public Language language() {
        return language;
    }

    /**
     * The text of a key, with the gaps filled as {@link MessageFormat} does.
     *
     * @throws MissingResourceException when there is no such key
     */
    public String say(String key, Object... values) {
        return new MessageFormat(bundle.getString(key), language.locale()).format(values);
    }
}
