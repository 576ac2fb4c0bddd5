#include "analyzer/ingest/unpack.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/temporary_folder.h"
#include "tests/unit/ingest/packed_files.h"

namespace saksi {
namespace {

struct Unpacked {
  std::string bytes;
  std::string trouble;
};

class Unpack : public ::testing::Test {
 protected:
  [[nodiscard]] Unpacked read(const std::string& packed, std::size_t at_once = 1000) const {
    Result<InputFile> file = InputFile::open(write_file(folder_ / "packed", packed));
    if (!file) throw std::runtime_error(file.error().message);
    const auto stream = unpack(std::move(*file), packing_of(packed));
    Unpacked out;
    std::string chunk(at_once, '\0');
    while (true) {
      const Result<std::size_t> came = stream->read(chunk);
      if (!came) return {out.bytes, came.error().message};
      out.bytes.append(chunk, 0, *came);
      if (*came < chunk.size() && *came == 0) return out;
    }
  }

  /// Text that does not pack to nothing.
  [[nodiscard]] static std::string text(std::size_t bytes) {
    std::mt19937 draw(7);
    std::string out;
    while (out.size() < bytes)
      out += std::to_string(draw() % 100'000) + (draw() % 3 == 0 ? "\n" : " words, ");
    return out.substr(0, bytes);
  }

  TemporaryFolder folder_;
};

TEST_F(Unpack, PlainGzipAndZstdGiveTheSameBytes) {
  const std::string wanted = text(700'000);
  for (const std::string& packed : {wanted, gzipped(wanted), zstd_packed(wanted)}) {
    for (const std::size_t at_once : {1U, 999U, 1'000'000U}) {
      if (at_once == 1 && packed == wanted) continue;  // a system call for each byte
      const Unpacked got = read(packed, at_once);
      EXPECT_EQ(got.trouble, "");
      EXPECT_TRUE(got.bytes == wanted) << got.bytes.size() << " bytes in pieces of " << at_once;
    }
  }
}

TEST_F(Unpack, MembersAndFramesFollowEachOtherWhereverTheChunkEnds) {
  // Chunks are 128 KiB: the second member shall begin before, on and behind their border.
  for (int shift = -20; shift <= 20; ++shift) {
    std::string first;
    for (std::size_t bytes = 400'000; first.empty(); bytes += 1) {
      std::mt19937 draw(static_cast<unsigned>(bytes));
      std::string noise(static_cast<std::size_t>(128 * 1024 - 60 + shift), '\0');
      for (char& c : noise) c = static_cast<char>(draw());
      first = noise;
    }
    const std::string second = text(50'000);
    const Unpacked got = read(gzipped(first) + gzipped("") + gzipped(second), 65'536);
    EXPECT_EQ(got.trouble, "");
    EXPECT_TRUE(got.bytes == first + second) << shift;
    const Unpacked frames = read(zstd_packed(first) + zstd_packed("") + zstd_packed(second), 65'536);
    EXPECT_EQ(frames.trouble, "");
    EXPECT_TRUE(frames.bytes == first + second) << shift;
  }
}

TEST_F(Unpack, CutOffAnywhereGivesWhatCameBeforeThenSaysSo) {
  const std::string wanted = text(300'000);
  for (const std::string& packed : {gzipped(wanted), zstd_packed(wanted)}) {
    for (const std::size_t kept : {5U, 30U, 1'000U, 60'000U}) {
      const Unpacked got = read(packed.substr(0, kept));
      EXPECT_NE(got.trouble.find("cut off"), std::string::npos) << kept << ": " << got.trouble;
      EXPECT_TRUE(wanted.starts_with(got.bytes));
    }
    const Unpacked almost = read(packed.substr(0, packed.size() - 1));
    EXPECT_NE(almost.trouble, "") << "the checksum is a part of the stream";
    EXPECT_TRUE(wanted.starts_with(almost.bytes));
  }
}

TEST_F(Unpack, GzipDamagedInTheMiddleFailsAndNeverInventsAnEnd) {
  const std::string wanted = text(300'000);
  std::string packed = gzipped(wanted);
  std::mt19937 draw(3);
  for (int round = 0; round < 200; ++round) {
    std::string damaged = packed;
    damaged[20 + draw() % (damaged.size() - 20)] ^= static_cast<char>(1U << draw() % 8);
    EXPECT_NE(read(damaged, 10'000).trouble, "") << round;
  }
}

TEST_F(Unpack, ZerosBehindGzipAreFillingAndOtherBytesAreTrouble) {
  EXPECT_EQ(read(gzipped("a\n") + std::string(5'000, '\0')).trouble, "");
  const Unpacked got = read(gzipped("a\n") + "junk");
  EXPECT_EQ(got.bytes, "a\n");
  EXPECT_NE(got.trouble.find("not gzip"), std::string::npos) << got.trouble;
}

TEST_F(Unpack, ZstdThatWantsAHugeWindowIsRefusedWithAdvice) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  // Streaming without a known size keeps the window as it was asked for.
  std::string packed(4096, '\0');
  ZSTD_outBuffer out{packed.data(), packed.size(), 0};
  ZSTD_inBuffer in{"{}\n", 3, 0};
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush);
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  EXPECT_NE(read(packed.substr(0, out.pos)).trouble.find("64 MiB"), std::string::npos);
}

TEST_F(Unpack, AFifoOrAFolderIsNoFileToReadFrom) {
  EXPECT_FALSE(InputFile::open(folder_.path()));
  EXPECT_FALSE(InputFile::open(folder_ / "missing"));
}

TEST_F(Unpack, TheHashIsThatOfTheBytesOnDisk) {
  std::atomic<bool> stop{false};
  Result<InputFile> file = InputFile::open(write_file(folder_ / "abc", "abc"));
  ASSERT_TRUE(file);
  EXPECT_EQ(*sha256_of(*file, stop), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(file->taken(), 0U);
  stop = true;
  EXPECT_FALSE(sha256_of(*file, stop));
}

}  // namespace
}  // namespace saksi
