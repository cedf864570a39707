#ifndef GCTRACE_CREPORTPAGE_H
#define GCTRACE_CREPORTPAGE_H
#include <stddef.h>

/* The page of `gctrace report`: its template, its style, and its scripts one after the other, as the compiler finds them in page/. */
const unsigned char *gctrace_page_html(void);
extern const size_t gctrace_page_html_length;
const unsigned char *gctrace_page_css(void);
extern const size_t gctrace_page_css_length;
const unsigned char *gctrace_page_js(void);
extern const size_t gctrace_page_js_length;
#endif
