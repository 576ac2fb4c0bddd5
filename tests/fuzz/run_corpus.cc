// Runs a fuzz target over the files of its corpus, and over mutations of them: fuzz_NAME_corpus DIRECTORY
// [MUTATIONS]. The mutations are the same in every run. Fails when there is no file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::string> read_corpus(const char* directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());  // a directory has no order, and the mutations follow it
  std::vector<std::string> corpus;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return corpus;
}

/// Small steps from what is valid reach deeper than noise does.
class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string next() {
    std::string text = any(corpus_);
    for (std::size_t left = 1 + below(4); left > 0; --left) mutate(text);
    return text;
  }

 private:
  // Not a std::uniform_int_distribution: its numbers differ between standard libraries.
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : engine_() % bound; }
  const std::string& any(const std::vector<std::string>& texts) { return texts[below(texts.size())]; }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(below(24), text.size() - at);
    switch (below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        return;
      case 1:
        text.erase(at, length);
        return;
      case 2:
        text.insert(at, text.substr(at, length));
        return;
      case 3:
        text.resize(at);
        return;
      case 4:
        text.insert(at, any(kPieces));
        return;
      default:
        splice(text, at);
    }
  }

  /// The beginning of one input, the end of another.
  void splice(std::string& text, std::size_t at) {
    const std::string& other = any(corpus_);
    text = text.substr(0, at) + other.substr(below(other.size() + 1));
  }

  // What parsers stumble over.
  inline static const std::vector<std::string> kPieces{"\"",
                                                       "'",
                                                       "\\",
                                                       "{",
                                                       "}",
                                                       "[",
                                                       "]",
                                                       ":",
                                                       ",",
                                                       "null",
                                                       "-1",
                                                       "1e999",
                                                       "18446744073709551616",
                                                       "%",
                                                       "\r\n",
                                                       "@",
                                                       "//",
                                                       "::",
                                                       "\\ud800",
                                                       "\xff",
                                                       "\xc0",
                                                       "#",
                                                       "?",
                                                       "..",
                                                       "\xef\xbb\xbf",
                                                       "0x7f000001"};
  const std::vector<std::string>& corpus_;
  std::mt19937 engine_{20261121};
};

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: %s CORPUS_DIRECTORY [MUTATIONS]\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> corpus = read_corpus(argv[1]);
  if (corpus.empty()) return 1;
  const long mutations = argc == 3 ? std::strtol(argv[2], nullptr, 10) : 0;
  for (const std::string& input : corpus) run(input);
  Mutator mutator(corpus);
  for (long i = 0; i < mutations; ++i) run(mutator.next());
  std::printf("%zu inputs, %ld mutations\n", corpus.size(), mutations);
  return 0;
}
