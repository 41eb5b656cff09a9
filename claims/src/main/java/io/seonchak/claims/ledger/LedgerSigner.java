package io.seonchak.claims.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/**
 * Signs block headers with Ed25519 (RFC 8032). One signature a block. May be used by many threads
 * at once.
 */
public final class LedgerSigner {

  private final PrivateKey privateKey;
  private final byte[] publicKey;
  private final long keyId;

  private LedgerSigner(PrivateKey privateKey, byte[] publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.keyId = keyId(publicKey);
  }

  /** A signer with a new key. */
  public static LedgerSigner generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new LedgerSigner(pair.getPrivate(), pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no Ed25519", e);
    }
  }

  /**
   * The signer of a kept key.
   *
   * @param pkcs8 the private key, PKCS #8
   * @param spki the public key, X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException when they are no Ed25519 keys or do not belong together
   */
  public static LedgerSigner of(byte[] pkcs8, byte[] spki) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      var signer = new LedgerSigner(key, spki.clone());
      byte[] probe = Sha256.of(spki);
      if (!verifies(spki, probe, signer.sign(probe))) {
        throw new IllegalArgumentException(
            "ledger key: private and public key do not belong together");
      }
      return signer;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("ledger key: not an Ed25519 key in PKCS #8", e);
    }
  }

  /** The private key as PKCS #8, to be kept secret. */
  public byte[] privateKey() {
    return privateKey.getEncoded();
  }

  /** The public key as X.509 SubjectPublicKeyInfo, to be published. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The number by which headers name the key. */
  public long keyId() {
    return keyId;
  }

  /** The signature of {@code message}. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key did not sign", e);
    }
  }

  /**
   * Seals the entries of one commit.
   *
   * @param open the header without root and key, which are set here
   */
  public Block seal(BlockHeader open, List<byte[]> entries) {
    MerkleTree tree = MerkleTree.over(entries);
    var header =
        new BlockHeader(
            open.pool(),
            open.blockNo(),
            open.previous(),
            tree.root(),
            open.firstEntryNo(),
            entries.size(),
            open.grantNo(),
            open.live(),
            open.capacity(),
            open.waiting(),
            open.atMicros(),
            keyId);
    byte[] bytes = header.bytes();
    return new Block(header, bytes, sign(bytes), entries, tree);
  }

  /** The number by which headers name {@code spki}. */
  public static long keyId(byte[] spki) {
    return Sha256.longAt(Sha256.of(spki), 0);
  }

  /**
   * Whether {@code signature} over {@code message} was made with the private half of {@code spki}.
   */
  public static boolean verifies(byte[] spki, byte[] message, byte[] signature) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
