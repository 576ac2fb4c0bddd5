// The help that teaches: what each command does, with examples and exit codes. The texts of the questions
// stand in help_questions.cc.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

/// Of one command; of the whole program for "". Throws UsageError when there is no such command.
[[nodiscard]] std::string help_text(std::string_view command);

/// Of one of the questions; empty when it is none.
[[nodiscard]] std::string_view question_help(std::string_view command);
/// The options that all questions take; stands behind each of their helps.
[[nodiscard]] std::string_view common_question_help();

}  // namespace saksi
