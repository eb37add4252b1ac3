"use strict";{const d=document,h=d.documentElement,home="%KIOSK%",T=60,W=20,at=()=>location.pathname==home;let end;
const show=()=>{const c=d.getElementById("c"),s=Math.max(0,Math.ceil((end-Date.now())/1e3));if(!c)return;c.textContent=at()?"":s;d.getElementById("l").hidden=at()||s>W};
const touch=()=>{end=Date.now()+T*1e3;show()};
const start=()=>{end=Date.now()+T*1e3;h.hidden=true;dispatchEvent(new Event("hush"));for(const f of d.forms)f.reset();location.replace(home)};
touch();if((performance.getEntriesByType("navigation")[0]||{}).type=="back_forward"&&!at())start();
for(const e of["pointerdown","touchstart","keydown","wheel","scroll","input"])addEventListener(e,touch,{passive:true,capture:true});
addEventListener("click",e=>{const a=e.target.closest("a");if(!a)return;e.preventDefault();if(a.id=="x")start();else if(a.origin==location.origin)location.replace(a.href)});
addEventListener("contextmenu",e=>e.preventDefault());
addEventListener("pagehide",()=>{h.hidden=true});
addEventListener("pageshow",e=>{if(e.persisted)start();else h.hidden=false});
addEventListener("DOMContentLoaded",show);
setInterval(()=>{if(window.speechSynthesis&&speechSynthesis.speaking)touch();if(Date.now()<end)show();else if(at())scrollTo(0,0);else start()},500)}
