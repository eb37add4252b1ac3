"use strict";{const out="%OUT%",h=document.documentElement,S=()=>{try{return sessionStorage}catch{return{}}};
const hide=()=>{dispatchEvent(new Event("hush"));h.hidden=true;document.title=h.dataset.t};
const leave=()=>{hide();S().x="1";open(out,"_blank","noopener");location.replace(out)};
const came=b=>{if(!S().x)return;if(b){hide();location.replace(out)}else delete S().x};
came((performance.getEntriesByType("navigation")[0]||{}).type=="back_forward");
addEventListener("pagehide",()=>{h.hidden=true});
addEventListener("pageshow",e=>{h.hidden=false;if(e.persisted)came(true)});
addEventListener("beforeprint",()=>{for(const d of document.querySelectorAll("details"))d.open=true});
addEventListener("keydown",e=>{if(e.key=="Escape")leave()});
addEventListener("click",e=>{const a=e.target.closest("a");if(!a||e.ctrlKey||e.metaKey||e.shiftKey)return;
if(a.id=="x"){e.preventDefault();leave()}else if(a.origin==location.origin&&(document.querySelector("[data-q]")||a.dataset.r!=null)){e.preventDefault();location.replace(a.href)}});
addEventListener("DOMContentLoaded",()=>{const s=document.getElementById("s"),w=navigator.serviceWorker;if(!s||!w||!window.caches)return;
s.hidden=false;const say=n=>{for(const p of s.querySelectorAll("[data-s]"))p.hidden=p.dataset.s!=n};
caches.match(s.dataset.p).then(k=>{if(k)say("done")});
s.querySelector("button").onclick=async()=>{try{await w.register("/g.js",{scope:s.dataset.w});const r=(await w.ready).active,c=new MessageChannel;
say(await new Promise((y,n)=>{c.port1.onmessage=m=>y(m.data);setTimeout(n,3e4);r.postMessage({save:s.dataset.p},[c.port2])}))}catch{say("failed")}}})}
