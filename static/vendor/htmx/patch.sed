# htmx 1.9.12 as published by npm (htmx.org, dist/htmx.min.js) made fit for our pages. From the project's root:
#   sed -f static/vendor/htmx/patch.sed static/vendor/htmx/htmx-1.9.12.min.js > static/htmx.js
# An engine of ES5 knows neither let nor const; one of them stops the whole file there.
s/let t=NaN/var t=NaN/
s/const n=t\.onHandlers/var n=t.onHandlers/
s/const i=t\[n\]/var i=t[n]/
s/const r=window\.onpopstate/var r=window.onpopstate/
# An async script often comes after DOMContentLoaded and before "complete", where htmx would wait for ever.
# setTimeout lets app.js, which follows in the same file, set the configuration first.
s/if(Vr||re()\.readyState==="complete"){e()}/if(re().readyState!=="loading"){setTimeout(e,0)}/
