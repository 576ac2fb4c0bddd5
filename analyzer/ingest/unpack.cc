#include "analyzer/ingest/unpack.h"

#include "analyzer/ingest/unpack_formats.h"

namespace saksi {

namespace {

class Plain : public Unpacker {
 public:
  explicit Plain(InputFile file) : file_(std::move(file)) {}
  [[nodiscard]] Result<std::size_t> read(std::span<char> to) override { return file_.read(to); }
  [[nodiscard]] std::uint64_t taken() const override { return file_.taken(); }

 private:
  InputFile file_;
};

}  // namespace

Packing packing_of(std::string_view beginning) {
  if (beginning.starts_with("\x1f\x8b")) return Packing::gzip;
  if (beginning.starts_with("\x28\xb5\x2f\xfd")) return Packing::zstd;
  return Packing::plain;
}

std::unique_ptr<Unpacker> unpack(InputFile file, Packing packing) {
  file.rewind();
  switch (packing) {
    case Packing::gzip:
      return unpack_gzip(std::move(file));
    case Packing::zstd:
      return unpack_zstd(std::move(file));
    case Packing::plain:
      break;
  }
  return std::make_unique<Plain>(std::move(file));
}

}  // namespace saksi
