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
#include <span>
#include <vector>

#include "base/archive.h"
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
  /// Rows allocated, in use or free.
  std::size_t rows() const { return rows_; }
  std::size_t in_use() const { return rows_ - free_.size(); }

  /// Rows in use, with their contents. Loading throws ArchiveError for rows of another size.
  template <class Archive>
  void persist(Archive& archive) {
    std::uint64_t row_bytes = row_bytes_;
    std::vector<std::int32_t> uses;
    for (std::size_t i = 0; i < rows_; ++i) uses.push_back(slot(static_cast<VersionId>(i)).uses);
    archive(row_bytes, uses);
    if (row_bytes != row_bytes_)
      throw base::ArchiveError("the saved state has rows of another size");
    if constexpr (Archive::kLoading) set_uses(uses);
    for (std::size_t i = 0; i < uses.size(); ++i)
      if (uses[i] > 0) archive.bytes(slot(static_cast<VersionId>(i)).data.get(), row_bytes_);
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
  void set_uses(std::span<const std::int32_t> uses) {
    while (rows_ < uses.size()) add_row();
    free_.clear();
    for (std::size_t i = rows_; i-- > 0;) {
      const auto id = static_cast<VersionId>(i);
      slot(id).uses = i < uses.size() ? uses[i] : 0;
      if (slot(id).uses == 0) free_.push_back(id);
    }
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
