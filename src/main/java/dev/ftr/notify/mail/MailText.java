package dev.ftr.notify.mail;

/**
 * What a mail says.
 *
 * @param subject one line
 * @param text for plain text, lines of at most 78 columns where words allow it
 * @param html the same as a page without anything to be fetched
 */
public record MailText(String subject, String text, String html) {}
