package io.seonchak.member.application;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sends mail by SMTP where that is configured, else as files under the home. Never on the request.
 */
@Component
public class Mailer implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(Mailer.class);
  private static final int WAITING_MAX = 10_000;
  private static final String FROM = "no-reply@seonchak.local";

  private final @Nullable JavaMailSender smtp;
  private final Path folder;
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().name("mail-", 1).daemon().factory());

  Mailer(ObjectProvider<JavaMailSender> smtp, @Value("${seonchak.home}") Path home) {
    this.smtp = smtp.getIfAvailable();
    this.folder = home.resolve("mail");
  }

  /** Sends a mail once what it tells is committed. */
  void send(String to, String subject, String text) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      queue(to, subject, text);
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            queue(to, subject, text);
          }
        });
  }

  /** One that does not fit is dropped with a log, its reader may ask again. */
  private void queue(String to, String subject, String text) {
    try {
      sender.execute(() -> deliver(to, subject, text));
    } catch (RejectedExecutionException e) {
      log.error("a mail was dropped: {} are waiting (expected: at most that)", WAITING_MAX);
    }
  }

  @Override
  public void destroy() throws InterruptedException {
    sender.shutdown();
    if (!sender.awaitTermination(5, TimeUnit.SECONDS)) {
      log.warn("{} mails are not sent", sender.getQueue().size());
    }
  }

  private void deliver(String to, String subject, String text) {
    try {
      MimeMessage message =
          smtp != null
              ? smtp.createMimeMessage()
              : new MimeMessage(Session.getInstance(new Properties()));
      var mail = new MimeMessageHelper(message, "UTF-8");
      mail.setFrom(FROM);
      mail.setTo(to);
      mail.setSubject(subject);
      mail.setText(text);
      if (smtp != null) {
        smtp.send(message);
      } else {
        keep(message);
      }
    } catch (MessagingException | MailException | IOException e) {
      log.error("a mail was not sent: {}", e.getMessage());
    }
  }

  /** Appears whole: written beside, then moved. */
  private void keep(MimeMessage message) throws IOException, MessagingException {
    Files.createDirectories(folder);
    String name = System.currentTimeMillis() + "-" + UUID.randomUUID();
    Path beside = folder.resolve(name + ".part");
    try (OutputStream out = Files.newOutputStream(beside)) {
      message.writeTo(out);
    }
    Files.move(beside, folder.resolve(name + ".eml"));
  }
}
