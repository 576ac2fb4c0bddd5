#include <gtest/gtest.h>

#include "analyzer/ingest/dense_line.h"
#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/line_cutter.h"

namespace saksi {
namespace {

/// Gives a text in pieces, as an unpacker would; then trouble, if any.
class Scripted : public Unpacker {
 public:
  explicit Scripted(std::string text, std::string trouble = "")
      : text_(std::move(text)), trouble_(std::move(trouble)) {}
  Result<std::size_t> read(std::span<char> to) override {
    const std::size_t count = std::min(to.size(), text_.size() - at_);
    text_.copy(to.data(), count, at_);
    at_ += count;
    if (count == 0 && !trouble_.empty()) return fail(trouble_);
    return count;
  }
  [[nodiscard]] std::uint64_t taken() const override { return at_; }

 private:
  std::string text_, trouble_;
  std::size_t at_ = 0;
};

/// A line of `length` bytes in the midst of others, without holding it.
class LongLine : public Unpacker {
 public:
  LongLine(std::uint64_t length, std::string after) : left_(length), after_(std::move(after)) {}
  Result<std::size_t> read(std::span<char> to) override {
    most_asked = std::max(most_asked, to.size());
    if (left_ == 0) return read_after(to);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, to.size()));
    std::fill_n(to.begin(), count, 'x');
    left_ -= count;
    return count;
  }
  [[nodiscard]] std::uint64_t taken() const override { return 0; }
  std::size_t most_asked = 0;

 private:
  std::size_t read_after(std::span<char> to) {
    const std::size_t count = after_.copy(to.data(), to.size());
    after_.erase(0, count);
    return count;
  }
  std::uint64_t left_;
  std::string after_;
};

struct Cut {
  std::vector<std::string> lines;
  std::vector<std::uint64_t> offsets;
  std::vector<DamagedLine> damaged;
  std::uint64_t end = 0;
  std::string trouble;
};

Cut cut(std::unique_ptr<Unpacker> stream, LineCutter::Unit unit = LineCutter::Unit::line,
        std::uint64_t skip = 0) {
  std::mutex large;
  LineCutter cutter(std::move(stream), unit, large);
  while (skip != 0 && !*cutter.skip_to(skip)) continue;
  Cut out;
  LineBatch batch;
  do {
    cutter.next(batch);
    EXPECT_EQ(batch.offset, out.end + (out.end == 0 ? skip : 0)) << "batches follow each other without a gap";
    for (const CutLine& line : batch.lines) {
      out.lines.emplace_back(batch.text(line));
      out.offsets.push_back(batch.offset + line.begin);
      EXPECT_LE(line.begin + line.length + kLinePadding, batch.bytes.capacity());
    }
    out.damaged.insert(out.damaged.end(), batch.damaged.begin(), batch.damaged.end());
    out.end = batch.end;
    out.trouble = batch.trouble;
  } while (!batch.last);
  return out;
}

Cut cut(const std::string& text, const std::string& trouble = "") {
  return cut(std::make_unique<Scripted>(text, trouble));
}

using Lines = std::vector<std::string>;

TEST(LineCutter, EveryEndOfLineIsUnderstoodAndEmptyLinesArePassedOver) {
  const Cut got = cut("{a}\n{b}\r\n\n  \r\n{c} \n{d}");
  EXPECT_EQ(got.lines, (Lines{"{a}", "{b}", "{c}", "{d}"}));
  EXPECT_EQ(got.offsets, (std::vector<std::uint64_t>{0, 4, 14, 19}));
  EXPECT_EQ(got.end, 22U);
}

TEST(LineCutter, AByteOrderMarkAtTheBeginningIsNoPartOfTheLine) {
  const Cut got = cut("\xef\xbb\xbf{a}\n\xef\xbb\xbf{b}\n");
  EXPECT_EQ(got.lines, (Lines{"{a}", "\xef\xbb\xbf{b}"}));
  EXPECT_EQ(got.offsets.front(), 3U);
}

TEST(LineCutter, NothingGivesNothing) {
  EXPECT_TRUE(cut("").lines.empty());
  EXPECT_TRUE(cut("\n\n\n").lines.empty());
}

TEST(LineCutter, LinesOfAllLengthsComeWholeAtTheirPlaces) {
  std::string text;
  Lines wanted;
  for (std::size_t length = 1; length < 4'000'000; length = length * 3 + 1) {
    wanted.push_back(std::string(length, 'a') + std::to_string(length));
    wanted.emplace_back("short");
  }
  for (const std::string& line : wanted) text += line + "\n";
  const Cut got = cut(text);
  EXPECT_TRUE(got.lines == wanted);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_EQ(text.compare(got.offsets[i], wanted[i].size(), wanted[i]), 0);
  EXPECT_EQ(got.end, text.size());
}

TEST(LineCutter, NulBytesAreBytesLikeOthers) {
  const std::string line("{\0}", 3);
  EXPECT_EQ(cut(line + "\n").lines, Lines{line});
}

TEST(LineCutter, WhatIsInTheArchiveIsPassedOver) {
  const Cut got = cut(std::make_unique<Scripted>("{a}\n{b}\n{c}\n"), LineCutter::Unit::line, 4);
  EXPECT_EQ(got.lines, (Lines{"{b}", "{c}"}));
  EXPECT_EQ(got.offsets.front(), 4U);
}

TEST(LineCutter, TheUnfinishedLineOfACutOffStreamIsLeftForLater) {
  const Cut got = cut("{a}\n{b}\n{half", "cut off");
  EXPECT_EQ(got.lines, (Lines{"{a}", "{b}"}));
  EXPECT_EQ(got.end, 8U) << "the next import begins with the unfinished line";
  EXPECT_EQ(got.trouble, "cut off");
  EXPECT_TRUE(got.damaged.empty());
}

TEST(LineCutter, ADocumentIsOneLineHoweverManyItHas) {
  const Cut got = cut(std::make_unique<Scripted>("{\n  \"a\": 1\n}\n"), LineCutter::Unit::document);
  EXPECT_EQ(got.lines, Lines{"{\n  \"a\": 1\n}"});
}

TEST(LineCutter, ALineOfAGigabyteIsNamedAndNeverHeld) {
  constexpr std::uint64_t kLength = 1'000'000'000;
  auto stream = std::make_unique<LongLine>(kLength, "\n{b}\n");
  const LongLine& seen = *stream;
  std::mutex large;
  LineCutter cutter(std::move(stream), LineCutter::Unit::line, large);
  LineBatch batch;
  Cut got;
  do {
    cutter.next(batch);
    for (const CutLine& line : batch.lines) got.lines.emplace_back(batch.text(line));
    got.damaged.insert(got.damaged.end(), batch.damaged.begin(), batch.damaged.end());
  } while (!batch.last);
  EXPECT_LE(seen.most_asked, kMostLineBytes);
  ASSERT_EQ(got.damaged.size(), 1U);
  EXPECT_EQ(got.damaged.front().length, kLength);
  EXPECT_EQ(got.damaged.front().reason, "longer than 64 MiB");
  EXPECT_EQ(got.damaged.front().beginning, std::string(kMaxDamagedBytes, 'x'));
  EXPECT_EQ(got.lines, Lines{"{b}"});
}

TEST(LineCutter, ALongLineWithoutAnEndIsNamedToo) {
  const Cut got = cut(std::make_unique<LongLine>(kMostLineBytes + 100, ""));
  ASSERT_EQ(got.damaged.size(), 1U);
  EXPECT_EQ(got.damaged.front().length, kMostLineBytes + 100);
}

TEST(LineCutter, ALineOfTheMostBytesIsStillHeld) {
  const Cut got = cut(std::make_unique<LongLine>(kMostLineBytes, "\n"));
  ASSERT_EQ(got.lines.size(), 1U);
  EXPECT_EQ(got.lines.front().size(), kMostLineBytes);
}

TEST(LineCutter, OnlyOneLargeLineIsHeldAtATime) {
  std::mutex large;
  LineCutter cutter(std::make_unique<LongLine>(8'000'000, "\n"), LineCutter::Unit::line, large);
  LineBatch batch;
  cutter.next(batch);
  EXPECT_TRUE(batch.large.owns_lock());
  batch.clear();
  EXPECT_FALSE(batch.large.owns_lock());
  EXPECT_EQ(batch.bytes.capacity(), 0U) << "given back";
}

TEST(LineCutter, LinesThatWouldCostAMultipleOfTheirSizeAreRefused) {
  EXPECT_TRUE(is_too_dense(std::string(60'000'000, '[')));
  EXPECT_FALSE(is_too_dense(std::string(10'000'000, '['))) << "small enough to be judged";
  EXPECT_FALSE(is_too_dense(std::string(60'000'000, 'x')));
}

TEST(LineCutter, TheBeginningOfADamagedLineIsPrintable) {
  EXPECT_EQ(printable_beginning("a\x1b[31m\xc3\xa4\n"), "a.[31m...");
  EXPECT_EQ(printable_beginning(std::string(1000, 'y')).size(), kMaxDamagedBytes);
}

}  // namespace
}  // namespace saksi
