#include "analyzer/ingest/input_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "core/hex.h"

namespace saksi {

namespace {

constexpr std::size_t kHashedAtOnce = 256 * 1024;

std::string words_of(int error) {
  return std::generic_category().message(error);
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

}  // namespace

InputFile::InputFile(int descriptor, std::uint64_t bytes) : descriptor_(descriptor), bytes_(bytes) {}

InputFile::InputFile(InputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), bytes_(other.bytes_), taken_(other.taken_) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  // A FIFO without a writer would hold us up for ever.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return fail("it cannot be opened: " + words_of(errno));
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  InputFile file(descriptor, known && status.st_size > 0 ? static_cast<std::uint64_t>(status.st_size) : 0);
  if (!known || !S_ISREG(status.st_mode)) {
    return fail("it is no regular file. Measurements are kept by reference to their file: save it first");
  }
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return file;
}

Result<std::size_t> InputFile::read(std::span<char> to) {
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), bytes_ - taken_));
  std::size_t came = 0;
  while (came < most) {
    const ssize_t count =
        ::pread(descriptor_, to.data() + came, most - came, static_cast<off_t>(taken_ + came));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("reading it failed: " + words_of(errno));
    if (count == 0) return fail("it became shorter while it was read");
    came += static_cast<std::size_t>(count);
  }
  taken_ += came;
  return came;
}

Result<std::string> sha256_of(InputFile& file, const std::atomic<bool>& stop) {
  const Digest digest(EVP_MD_CTX_new());
  if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  std::vector<char> chunk(kHashedAtOnce);
  file.rewind();
  while (true) {
    const Result<std::size_t> came = file.read(chunk);
    if (!came) return tl::make_unexpected(came.error());
    if (*came == 0) break;
    if (stop) return fail("it was stopped");
    EVP_DigestUpdate(digest.get(), chunk.data(), *came);
  }
  std::array<unsigned char, 32> hash{};
  EVP_DigestFinal_ex(digest.get(), hash.data(), nullptr);
  file.rewind();
  return to_hex(hash);
}

}  // namespace saksi
