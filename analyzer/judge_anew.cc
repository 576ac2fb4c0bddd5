#include "analyzer/judged.h"
#include "core/judge/judge.h"

namespace saksi {

Judged judge_anew(const Measurement& measurement, const Fingerprints& fingerprints) {
  return reduce(measurement, judge(measurement, fingerprints), fingerprints);
}

}  // namespace saksi
