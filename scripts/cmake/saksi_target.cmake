# Every target of ours is made here, so that all have the same warnings, sanitizers and include root.

function(saksi_configure target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                                           -Werror)
  if(SAKSI_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=address,undefined -fno-sanitize-recover=undefined
                                            -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# saksi_library(NAME core LINKS ...): one static library per folder, of all its .cc files but main.cc.
function(saksi_library)
  cmake_parse_arguments(ARG "" "NAME" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  if(sources)
    add_library(saksi_${ARG_NAME} STATIC ${sources})
    saksi_configure(saksi_${ARG_NAME})
    target_link_libraries(saksi_${ARG_NAME} PUBLIC ${ARG_LINKS})
  else()
    add_library(saksi_${ARG_NAME} INTERFACE)
    target_link_libraries(saksi_${ARG_NAME} INTERFACE ${ARG_LINKS})
    target_include_directories(saksi_${ARG_NAME} INTERFACE ${CMAKE_SOURCE_DIR})
  endif()
endfunction()
