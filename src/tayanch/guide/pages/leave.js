"use strict";{const out="%OUT%",h=document.documentElement,S=()=>{try{return sessionStorage}catch{return{}}};
const hide=()=>{h.hidden=true;document.title=h.dataset.t};
const leave=()=>{hide();S().x="1";open(out,"_blank","noopener");location.replace(out)};
const came=b=>{if(!S().x)return;if(b){hide();location.replace(out)}else delete S().x};
came((performance.getEntriesByType("navigation")[0]||{}).type=="back_forward");
addEventListener("pagehide",()=>{h.hidden=true});
addEventListener("pageshow",e=>{h.hidden=false;if(e.persisted)came(true)});
addEventListener("keydown",e=>{if(e.key=="Escape")leave()});
addEventListener("click",e=>{const a=e.target.closest("a");if(!a||e.ctrlKey||e.metaKey||e.shiftKey)return;
if(a.id=="x"){e.preventDefault();leave()}else if(a.origin==location.origin&&(document.querySelector("[data-q]")||a.dataset.r!=null)){e.preventDefault();location.replace(a.href)}});}
