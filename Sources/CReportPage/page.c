#include "CReportPage.h"

static const unsigned char html[] = {
#embed "page/page.html"
};

static const unsigned char css[] = {
#embed "page/page.css"
};

/* One script: the parts in the order in which they need one another. */
static const unsigned char js[] = {
#embed "page/dom.js"
,
#embed "page/data.js"
,
#embed "page/track.js"
,
#embed "page/timeline.js"
,
#embed "page/plots.js"
,
#embed "page/small.js"
,
#embed "page/lists.js"
,
#embed "page/sweep.js"
,
#embed "page/pair.js"
,
#embed "page/page.js"
,
#embed "page/start.js"
};

const size_t gctrace_page_html_length = sizeof html;
const size_t gctrace_page_css_length = sizeof css;
const size_t gctrace_page_js_length = sizeof js;

const unsigned char *gctrace_page_html(void) {
    return html;
}

const unsigned char *gctrace_page_css(void) {
    return css;
}

const unsigned char *gctrace_page_js(void) {
    return js;
}
