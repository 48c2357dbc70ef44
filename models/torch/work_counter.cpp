#include "models/torch/work_counter.h"

#include <torch/torch.h>

#include <ATen/record_function.h>

#include <unordered_set>

#include "models/operator_work.h"

namespace consim::models {
namespace {

struct Frame {
  OperatorCall call;
  std::unordered_set<const void*> storages;  // of the inputs, to recognise views
  bool covered = false;                      // inside a canonical operator
  bool has_counted = false;                  // something inside was counted
};

struct Counter {
  std::vector<Frame> open;
  std::vector<sim::OperatorWork> work;
};

// RecordFunction takes plain functions, so the counter of this thread has to be found from here.
thread_local Counter* active = nullptr;

TensorShape shape_of(const at::Tensor& tensor) {
  TensorShape shape{.sizes = tensor.sizes().vec(), .elements = tensor.numel(), .bytes = 0};
  shape.bytes =
      std::min<std::int64_t>(tensor.numel() * static_cast<std::int64_t>(tensor.element_size()),
                             static_cast<std::int64_t>(tensor.storage().nbytes()));
  return shape;
}

template <class Use>
void for_each_tensor(const c10::IValue& value, const Use& use) {
  if (value.isTensor() && value.toTensor().defined()) use(value.toTensor());
  if (value.isTensorList())
    for (const at::Tensor& tensor : value.toTensorVector()) use(tensor);
}

void read_options(const at::RecordFunction& function, OperatorCall& call) {
  const auto arguments = function.inputs();
  if (call.name == "aten::convolution_backward") {
    const auto mask = arguments.back().toBoolList();
    for (std::size_t i = 0; i < 3; ++i) call.output_mask[i] = mask.get(i);
  } else if (call.name == "aten::native_batch_norm") {
    call.training = arguments[5].toBool();
  } else if (arguments.size() > 2 && arguments[2].isScalar()) {
    call.scaled = arguments[2].toScalar().toDouble() != 1.0;
  }
}

std::unique_ptr<at::ObserverContext> on_start(const at::RecordFunction& function) {
  if (active == nullptr) return nullptr;
  Frame frame;
  frame.call.name = function.name();
  if (!active->open.empty()) {
    const Frame& outer = active->open.back();
    frame.covered = outer.covered || is_canonical(outer.call.name);
  }
  if (!frame.covered) {
    for (const c10::IValue& value : function.inputs())
      for_each_tensor(value, [&](const at::Tensor& tensor) {
        frame.call.inputs.push_back(shape_of(tensor));
        frame.storages.insert(tensor.storage().unsafeGetStorageImpl());
      });
    if (is_canonical(frame.call.name)) read_options(function, frame.call);
  }
  active->open.push_back(std::move(frame));
  return nullptr;
}

bool makes_empty_memory(const std::string& name) {
  return name.starts_with("aten::empty") || name.starts_with("aten::new_empty") ||
         name == "aten::resize_";
}

// Operators whose result is no tensor, shares its operand's memory or is uninitialised do no work.
bool does_work(const Frame& frame, bool makes_views) {
  return !frame.call.outputs.empty() && !makes_views && !makes_empty_memory(frame.call.name);
}

void on_end(const at::RecordFunction& function, at::ObserverContext*) {
  if (active == nullptr || active->open.empty()) return;
  Frame frame = std::move(active->open.back());
  active->open.pop_back();
  if (frame.covered) return;
  bool makes_views = false;
  for (const c10::IValue& value : function.outputs())
    for_each_tensor(value, [&](const at::Tensor& tensor) {
      frame.call.outputs.push_back(shape_of(tensor));
      makes_views |= frame.storages.contains(tensor.storage().unsafeGetStorageImpl());
    });
  const bool canonical = is_canonical(frame.call.name);
  if (canonical || (!frame.has_counted && does_work(frame, makes_views))) {
    active->work.push_back(operator_work(frame.call));
    frame.has_counted = true;
  }
  if (frame.has_counted && !active->open.empty()) active->open.back().has_counted = true;
}

// The hook is taken away and the thread's counter forgotten even when `run` throws.
class Recording {
 public:
  explicit Recording(Counter& counter)
      : handle_(at::addThreadLocalCallback(at::RecordFunctionCallback(on_start, on_end)
                                               .needsInputs(true)
                                               .needsOutputs(true)
                                               .scopes({at::RecordScope::FUNCTION}))) {
    CONSIM_ASSERT(active == nullptr);
    active = &counter;
  }
  ~Recording() {
    active = nullptr;
    at::removeCallback(handle_);
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  at::CallbackHandle handle_;
};

}  // namespace

std::vector<sim::OperatorWork> count_work(const std::function<void()>& run) {
  Counter counter;
  {
    const Recording recording(counter);
    run();
  }
  CONSIM_ASSERT(counter.open.empty(), counter.open.size());
  return std::move(counter.work);
}

}  // namespace consim::models
