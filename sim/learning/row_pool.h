// A pool of equal rows, each 64-byte aligned, with counted uses: the storage of all parameter
// versions.
//
// A row is allocated when first needed and reused when its last use ends. The pool doesn't lock;
// its owner does, for all but `data`, which any thread may call for a row in use while another
// takes and releases rows.
//
//   RowPool pool(d * sizeof(float));
//   VersionId id = pool.take();        // one use
//   pool.use(id);  pool.release(id);  pool.release(id);   // free again
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "base/check.h"
#include "sim/learning/term.h"

namespace consim::sim {

class RowPool {
 public:
  explicit RowPool(std::size_t row_bytes) : row_bytes_(row_bytes) {}

  VersionId take() {
    if (free_.empty()) add_row();
    const VersionId id = free_.back();
    free_.pop_back();
    slot(id).uses = 1;
    return id;
  }
  void use(VersionId id, std::int32_t times = 1) { used(id).uses += times; }
  void release(VersionId id) {
    if (--used(id).uses == 0) free_.push_back(id);
  }

  std::int32_t uses(VersionId id) { return used(id).uses; }
  std::byte* data(VersionId id) { return slot(id).data.get(); }
  std::size_t row_bytes() const { return row_bytes_; }
  std::size_t rows() const { return rows_; }
  std::size_t in_use() const { return rows_ - free_.size(); }

  template <class Archive>
  void persist(Archive& archive) {
    std::uint64_t count = rows_;
    archive(count);
    while (rows_ < count) add_row();
    archive(free_);
    for (std::size_t i = 0; i < rows_; ++i) {
      Slot& row = slot(static_cast<VersionId>(i));
      archive(row.uses);
      if (row.uses > 0) archive.bytes(row.data.get(), row_bytes_);
    }
  }

 private:
  struct Free {
    void operator()(std::byte* data) const { ::operator delete[](data, std::align_val_t{64}); }
  };
  struct Slot {
    std::unique_ptr<std::byte[], Free> data;
    std::int32_t uses = 0;
  };

  // Slots live in segments of 64, 64, 128, 256, … that never move, so `data` needs no lock.
  static constexpr unsigned kFirst = 64;
  Slot& slot(VersionId id) {
    const auto place = static_cast<std::size_t>(id);
    if (place < kFirst) return segments_[0][place];
    const auto segment = static_cast<std::size_t>(std::bit_width(place / kFirst));
    return segments_[segment][place - (std::size_t{kFirst} << (segment - 1))];
  }
  Slot& used(VersionId id) {
    CONSIM_ASSERT(id >= 0 && static_cast<std::size_t>(id) < rows_, id, rows_);
    CONSIM_ASSERT(slot(id).uses > 0, id);
    return slot(id);
  }
  void add_row() {
    const auto segment = static_cast<std::size_t>(std::bit_width(rows_ / kFirst));
    const std::size_t size = segment == 0 ? kFirst : std::size_t{kFirst} << (segment - 1);
    if (!segments_[segment]) segments_[segment] = std::make_unique<Slot[]>(size);
    const auto id = static_cast<VersionId>(rows_++);
    slot(id).data.reset(
        static_cast<std::byte*>(::operator new[](row_bytes_, std::align_val_t{64})));
    free_.push_back(id);
  }

  std::size_t row_bytes_;
  std::size_t rows_ = 0;
  std::array<std::unique_ptr<Slot[]>, 26> segments_;
  std::vector<VersionId> free_;
};

}  // namespace consim::sim
